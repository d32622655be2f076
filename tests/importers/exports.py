"""The column names of the exports that are known, with rows of invented sales."""

SQUARE_24 = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,"
    "Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID"
).split(",")
SQUARE_33 = [
    *SQUARE_24,
    *"Unit,Count,GTIN,Itemization Type,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix".split(","),
]
SQUARE_35 = [
    *SQUARE_24,
    *"Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix".split(
        ","
    ),
]
SQUARE_44 = (
    "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,Total Collected,Source,Card,"
    "Card Entry Methods,Cash,Square Gift Card,Installment,Other Tender,Other Tender Type,Other Tender Note,Fees,Net Total,"
    "Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,Location,"
    "Dining Option,Customer ID,Customer Name,Customer Reference ID,Device Nickname,Deposit ID,Deposit Date,Deposit Details,"
    "Fee Percentage Rate,Fee Fixed Rate,Refund Reason"
).split(",")
SQUARE_55 = (
    "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,Total Collected,"
    "Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,Tender Note,Fees,Net Total,Transaction ID,"
    "Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,Location,Dining Option,"
    "Customer ID,Customer Name,Customer Reference ID,Device Nickname,Third Party Fees,Deposit ID,Deposit Date,Deposit Details,"
    "Fee Percentage Rate,Fee Fixed Rate,Refund Reason,Discount Name,Transaction Status,Cash App,Order Reference ID,"
    "Fulfillment Note,Free Processing Applied,Channel,Unattributed Tips,Table Info,International Fee"
).split(",")
LOYVERSE_RECEIPTS = (
    "Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Total collected,Cost of goods,Gross profit,Payment type,"
    "Description,Dining option,POS,Store,Cashier name,Customer name,Customer contacts,Status"
).split(",")
LOYVERSE_ITEMS = (
    "Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,Net sales,"
    "Cost of goods,Gross profit,Taxes,Dining option,POS,Store,Cashier name,Customer name,Customer contacts,Comment,Status"
).split(",")
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Billing Name,Billing Phone,Shipping Name,Notes,Cancelled at,Payment Method,"
    "Refunded Amount,Vendor,Employee,Location,Id,Tags,Source,Lineitem discount,Phone"
).split(",")
PETPOOJA_ORDERS = (
    "Invoice No.,Date,Biller,KOT No.,Payment Type,Payment Description,Order Type,Status,Area,Sub Order Type,Group Name,Brand Name,"
    "GSTIN,Assign To,Phone,Name,Address,Locality,Persons,Order Cancel Reason,My Amount,Discount,Net Sales (M.A - D),Delivery Charge,"
    "Container Charge,Service Charge,Additional Charge,Deduction Charge,Total Tax,Round Off,Waived off,Total,Online Tax Calculated,"
    "GST Paid by Merchant,GST Paid by Ecommerce,Tip,Non Taxable,Amount (CGST@2.5),CGST@2.5,Amount (SGST@2.5),SGST@2.5,"
    "Amount (Unknown Tax),Unknown Tax"
).split(",")
PETPOOJA_ITEMS = "restaurant_name,invoice_no,item_name,category_name,item_quantity,item_total,status,date,order_type,payment_type".split(
    ","
)
ZOMATO = [
    *"Restaurant ID,Restaurant name,Subzone,City,Order ID,Order Placed At,Order Status,Delivery,Distance,Items in order".split(
        ","
    ),
    *"Instructions,Discount construct,Bill subtotal,Packaging charges,Restaurant discount (Promo)".split(","),
    "Restaurant discount (Flat offs, Freebies & others)",
    *"Gold discount,Brand pack discount,Total,Rating,Review,Cancellation / Rejection reason".split(","),
    *"Restaurant compensation (Cancellation),Restaurant penalty (Rejection),KPT duration (minutes)".split(","),
    *"Rider wait time (minutes),Order Ready Marked,Customer complaint tag,Customer ID".split(","),
]
SWIGGY = [
    *"Order ID,Parent Order ID,Order Date,Order Status,Order Category,Order Payment Type,Cancelled By?,Item Total".split(
        ","
    ),
    "Packaging\nCharges",
    "Restaurant Discounts",
    "Net Bill Value\n(before taxes)\n[A+B-C]",
    "GST\nCollected",
    *"Total Customer Paid,Commission,Total Swiggy Fees,Customer Complaints,TCS,TDS".split(","),
]


def square_line(number="TX1", item="Flat White", net="$8.00", **more):
    said = {
        "Date": "2026-05-20",
        "Time": "08:15:30",
        "Time Zone": "Pacific Time (US & Canada)",
        "Event Type": "Payment",
        "Location": "Pier 9",
    }
    return said | {"Qty": "1.0", "Gross Sales": net, "Net Sales": net, "Transaction ID": number, "Item": item} | more


def square_sale(number="TX1", net="$8.00", **more):
    said = {
        "Date": "2026-05-20",
        "Time": "08:15:30",
        "Time Zone": "Pacific Time (US & Canada)",
        "Event Type": "Payment",
        "Location": "Pier 9",
    }
    return said | {"Gross Sales": net, "Net Sales": net, "Total Collected": net, "Transaction ID": number} | more


def receipt(number="1-1001", net="90.00", **more):
    said = {
        "Date": "2026-05-20 09:30",
        "Receipt type": "Sale",
        "Store": "Fort",
        "Status": "Closed",
        "Dining option": "Dine in",
    }
    return said | {"Receipt number": number, "Gross sales": net, "Net sales": net, "Total collected": net} | more


def bill(number="12", net="200", **more):
    said = {"Date": "2026-05-20 13:05:00", "Status": "Success", "Order Type": "Dine In", "Payment Type": "UPI"}
    return said | {"Invoice No.": number, "My Amount": net, "Net Sales (M.A - D)": net, "Total": net} | more

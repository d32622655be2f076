"""Names of people and streets as they are met in the five states; written in Devanagari for some."""

GIVEN: dict[str, str] = {
    "hindi": """
        Aarav Aditi Ajay Akash Amit Ananya Anjali Ankit Anurag Arjun Deepak Divya Gaurav Isha Kavita Manish Megha
        Mohit Neha Nikhil Pooja Pradeep Priya Rahul Rajesh Ravi Ritu Rohan Sakshi Sandeep Shalini Shivam Shreya
        Sneha Sunita Tanvi Varun Vikas Vivek Yash
    """,
    "punjabi": """
        Amanpreet Arshdeep Gurleen Gurpreet Harleen Harpreet Jasleen Jaspreet Karan Kiran Mandeep Manpreet Navjot
        Prabhjot Rajveer Simran Sukhpreet Tejinder
    """,
    "marathi": """
        Aarti Abhijit Aditya Amruta Aniket Ashwini Chinmay Gauri Girish Kedar Ketaki Madhura Mayur Mrunal Nachiket
        Omkar Pallavi Prachi Prasad Rutuja Sachin Sai Sayali Shantanu Shweta Siddharth Soham Sujata Swapnil Tejas
        Vaishali Vedant
    """,
    "gujarati": """
        Ankur Bhavna Chirag Darshan Dhruv Falguni Hardik Hetal Jigar Jignesh Kinjal Krupa Mihir Nirav Parth Riddhi
        Urvi Viral
    """,
    "kannada": """
        Abhishek Akshata Anand Anusha Archana Bhavya Chaitra Chandan Darshan Deepa Ganesh Harsha Kavya Kiran Lakshmi
        Manjula Megha Nagaraj Nandini Naveen Pavithra Prajwal Prakash Raghu Rakesh Rashmi Sahana Shashank Shruti
        Spoorthi Sudeep Sumanth Vinay Yashas
    """,
    "tamil": """
        Aarthi Anbu Arun Aruna Balaji Bharathi Deepika Dinesh Ezhil Gayathri Gokul Hari Janani Kannan Karthik Kavin
        Keerthana Lavanya Madhan Meena Murugan Nithya Padma Prabhu Pradeep Priya Ramya Saravanan Selvi Senthil
        Sindhu Sivakumar Sowmya Suresh Swathi Vasanth Vignesh Yamini
    """,
    "malayalam": """
        Abhirami Ajith Amal Anagha Anoop Aparna Arya Athira Biju Devika Gopika Jayan Kavitha Lekshmi Manu Meera
        Nikhil Nimisha Praveen Rahul Rekha Sandhya Sreejith Sreelakshmi Sujith Unni Vishnu
    """,
    "christian": """
        Alan Anita Anju Bindu Cyril Denzil Elizabeth Febin George Jacob Jestin Jincy John Joseph Liya Maria Mathew
        Merin Nevin Reena Rose Sharon Sherin Thomas Tina Tom
    """,
    "muslim": """
        Aamir Adil Afreen Aisha Alia Amina Arif Asif Ayaan Bushra Fahad Faisal Farhan Fatima Hina Imran Irfan Junaid
        Nadia Nazia Rehan Rizwan Rukhsar Saba Salman Sameer Sana Shabana Tabassum Tariq Yusuf Zainab Zoya
    """,
    "telugu": """
        Anil Bhargav Chaitanya Deepthi Haritha Jyothi Kalyan Keerthi Lohith Madhavi Mounika Nagendra Pranavi Rajitha
        Ramesh Sai Sirisha Srikanth Sravani Sushma Tejaswini Vamsi Venkat
    """,
    "bengali": """
        Abhik Aniruddha Arindam Debashish Indrani Ishita Joyeeta Koyel Moumita Nandini Partha Piyali Rupa Sayan
        Shreyasi Sohini Soumya Subhash Sudipta Tanmoy
    """,
}
FAMILY: dict[str, str] = {
    "hindi": """
        Agarwal Bansal Chauhan Dubey Garg Goyal Gupta Jain Joshi Mishra Pandey Saxena Sharma Shukla Singh Srivastava
        Tiwari Trivedi Tyagi Verma
    """,
    "punjabi": """
        Ahluwalia Arora Bedi Chadha Chopra Gill Grewal Kapoor Khanna Malhotra Mehra Sandhu Sethi Sidhu Sodhi Walia
    """,
    "marathi": """
        Bapat Bhosale Chavan Deshmukh Deshpande Gaikwad Gokhale Jadhav Joshi Kadam Kale Kulkarni Mane More Patil
        Pawar Phadke Salunkhe Sawant Shinde Wagh
    """,
    "gujarati": """
        Amin Bhatt Dave Desai Doshi Gandhi Mehta Modi Parikh Patel Shah Soni Thakkar Vora
    """,
    "kannada": """
        Acharya Bhat Gowda Hegde Hiremath Holla Kamath Kini Murthy Nayak Pai Patil Prabhu Rao Shenoy Shetty Shastry
        Upadhya
    """,
    "tamil": """
        Chandran Ganesan Gopal Iyengar Iyer Krishnan Kumar Mani Murugesan Natarajan Palani Raghavan Rajan Raman
        Ramasamy Sekar Sivaraman Subramanian Sundaram Venkatesan
    """,
    "malayalam": """
        Kurup Kaimal Marar Menon Nair Namboothiri Nambiar Panicker Pillai Poduval Unnithan Varma Warrier
    """,
    "christian": """
        Abraham Antony Chacko Cherian DCosta DSouza Fernandes George Jacob Joseph Kurian Lobo Mathew Paul Philip
        Pinto Rodrigues Thomas Varghese
    """,
    "muslim": """
        Ahmed Ali Ansari Basha Hussain Khan Kutty Malik Mirza Mohammed Pasha Qureshi Rahman Sayyed Shaikh Siddiqui
    """,
    "telugu": """
        Chowdary Gundlapalli Kolluri Konda Naidu Pemmaraju Raju Reddy Sastry Tummala Varma Yerramilli
    """,
    "bengali": """
        Banerjee Basu Bose Chakraborty Chatterjee Das Dutta Ghosh Guha Mukherjee Roy Saha Sen Sengupta
    """,
}
"""Given and family names of each community."""

MIX: dict[str, dict[str, int]] = {
    "Delhi": {
        "hindi": 50,
        "punjabi": 20,
        "muslim": 12,
        "bengali": 6,
        "gujarati": 3,
        "marathi": 2,
        "malayalam": 3,
        "tamil": 2,
        "christian": 2,
    },
    "Maharashtra": {
        "marathi": 48,
        "hindi": 17,
        "gujarati": 12,
        "muslim": 9,
        "christian": 5,
        "punjabi": 3,
        "telugu": 2,
        "bengali": 2,
        "tamil": 2,
    },
    "Karnataka": {
        "kannada": 46,
        "tamil": 11,
        "telugu": 13,
        "hindi": 11,
        "malayalam": 6,
        "muslim": 6,
        "bengali": 3,
        "christian": 4,
    },
    "Tamil Nadu": {
        "tamil": 72,
        "telugu": 9,
        "muslim": 6,
        "christian": 6,
        "malayalam": 4,
        "hindi": 3,
    },
    "Kerala": {
        "malayalam": 48,
        "christian": 27,
        "muslim": 18,
        "tamil": 5,
        "hindi": 2,
    },
}
"""Who comes to the cafes of each state, in per cent."""

DEVANAGARI_STATES = ("Delhi", "Maharashtra")
DEVANAGARI_GIVEN = """
    अनिल:Anil अनिता:Anita अमित:Amit आरती:Aarti आशा:Asha कविता:Kavita गणेश:Ganesh गौरी:Gauri दीपक:Deepak
    नेहा:Neha पूजा:Pooja प्रिया:Priya मनोज:Manoj माधुरी:Madhuri मीना:Meena राजेश:Rajesh राहुल:Rahul रेखा:Rekha
    रोहित:Rohit विजय:Vijay शीतल:Sheetal श्रेया:Shreya संजय:Sanjay संदीप:Sandeep साक्षी:Sakshi सुनीता:Sunita
    सुरेश:Suresh स्नेहा:Sneha
"""
DEVANAGARI_FAMILY: dict[str, str] = {
    "Delhi": """
        अग्रवाल:Agarwal गुप्ता:Gupta चौहान:Chauhan तिवारी:Tiwari पांडेय:Pandey मिश्रा:Mishra वर्मा:Verma
        शर्मा:Sharma शुक्ला:Shukla सिंह:Singh
    """,
    "Maharashtra": """
        कुलकर्णी:Kulkarni गायकवाड:Gaikwad चव्हाण:Chavan जाधव:Jadhav जोशी:Joshi देशपांडे:Deshpande पवार:Pawar
        पाटील:Patil भोसले:Bhosale शिंदे:Shinde
    """,
}
"""As it is written, and in Latin letters."""

PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "Bengaluru": (
        ("Indiranagar", "560038"),
        ("Koramangala", "560034"),
        ("Jayanagar", "560011"),
        ("Domlur", "560071"),
        ("HSR Layout", "560102"),
        ("Basavanagudi", "560004"),
        ("Ulsoor", "560008"),
        ("BTM Layout", "560076"),
    ),
    "Mumbai": (
        ("Bandra West", "400050"),
        ("Khar West", "400052"),
        ("Santacruz West", "400054"),
        ("Mahim", "400016"),
        ("Juhu", "400049"),
    ),
    "Chennai": (
        ("T. Nagar", "600017"),
        ("West Mambalam", "600033"),
        ("Nungambakkam", "600034"),
        ("Mylapore", "600004"),
        ("Saidapet", "600015"),
    ),
    "New Delhi": (
        ("Connaught Place", "110001"),
        ("Hauz Khas", "110016"),
        ("Green Park", "110016"),
        ("Karol Bagh", "110005"),
        ("Lodhi Colony", "110003"),
        ("Saket", "110017"),
    ),
    "Pune": (
        ("Koregaon Park", "411001"),
        ("Baner", "411045"),
        ("Kalyani Nagar", "411006"),
        ("Aundh", "411007"),
        ("Viman Nagar", "411014"),
    ),
    "Kochi": (
        ("Fort Kochi", "682001"),
        ("Mattancherry", "682002"),
        ("Thoppumpady", "682005"),
        ("Ernakulam South", "682016"),
    ),
    "Mysuru": (
        ("Gokulam", "570002"),
        ("Jayalakshmipuram", "570012"),
        ("Vijayanagar", "570017"),
        ("Kuvempunagar", "570023"),
    ),
    "Coimbatore": (
        ("R.S. Puram", "641002"),
        ("Saibaba Colony", "641011"),
        ("Gandhipuram", "641012"),
        ("Race Course", "641018"),
    ),
}
"""Localities of each city with their PIN codes."""

BUILDINGS = (
    "Lotus Apartments",
    "Sai Residency",
    "Green Park Enclave",
    "Shanti Niwas",
    "Lake View Towers",
    "Ganga Heights",
    "Palm Grove",
    "Sunrise Residency",
    "Krishna Kutir",
    "Silver Oak",
    "Sea Breeze",
    "Heritage Court",
)
OFFICES = (
    "Tech Park, Tower B",
    "Business Centre",
    "Cyber Plaza",
    "Trade Tower",
    "Innovation Hub",
)
STREETS = (
    "Main Road",
    "1st Cross",
    "4th Cross",
    "Temple Street",
    "Station Road",
    "Market Road",
    "Park Street",
    "Lake Road",
)

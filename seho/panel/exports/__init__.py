"""What goes out of the program: lists as Excel sheets, the open data of a year, the monthly report."""

"""`python -m analytics report`: from the views to a page and CSV files.

command    options, source, page and files; what is printed
period     the days that the report is about
questions  queries/*.sql, asked of a source, with progress
answers    the rows -> what the page shows; pure
notices    what the reader has to know first; pure
earnings, spans   the numbers of a journey; time to convert
models     the six models, in words
numbers    how numbers, money and days are written
charts     plots as SVG
page       the HTML page, from page.html and page.css
table, tables   the tables, for the page and for the files
files      the CSV files
show       the progress bar
"""

"""From the lake to the report.

    tables/    columns of the lake's tables, one file each; Terraform declares them from the same files
    views/     one SQL file per view, in Athena's dialect, with its columns generated beside it
    tables.py, views.py   read those two
    hive.py    the types of the tables, and what a record must be to fit them
    dialect.py Athena's SQL on DuckDB, and the rules that make both mean the same
    engine.py  tables and views in DuckDB
    lake.py    a folder as `aws s3 sync` gives it -> an engine
    columns.py writes the columns of the views
    source.py  what the report asks: Athena (athena.py) or a folder (local.py)
    report/    the questions, the page and the CSV files
    sample/    a lake of invented data, and its truth
    queries/   SQL of the modules that is no view
    __main__.py the commands

A view is written once, in Athena's dialect: Glue keeps it for Athena, and the engine runs it on DuckDB.
"""

"""A lake of made-up data, as busy and as untidy as a real one: for trying the report, tests and benchmarks.

journeys.py    the journeys: how large, how they touch, what they bring
size.py        how much of it, and the numbers that all steps share
steps/         SQL, one step each: users, messages, touches, sessions, events; DuckDB's dialect
lake/          SQL: rows of each table of the lake from what the steps made
truth/         SQL: what the report should find, from what the steps know and no table says
generate.py    runs them; writing.py writes the objects; config.py writes the CSV files; command.py asks
"""

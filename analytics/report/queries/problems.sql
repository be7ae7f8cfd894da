-- One row per kind of bad input, the most frequent first, whatever the period.
SELECT
    problem,
    events,
    example_id,
    first_at,
    last_at,
    what_to_do
FROM event_problems
ORDER BY events DESC, problem ASC

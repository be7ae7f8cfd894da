-- One row per conversion and touch that gets credit: the first touch of the path gets all.
-- A conversion without touches has one row: the journey (none), without a touch.
SELECT
    conversion_id,
    user_key,
    converted_at,
    day,
    journey_id,
    journey_name,
    touch_id,
    touched_at,
    position,
    path_length,
    days_to_convert,
    first_touch AS credit,
    first_touch * revenue AS revenue
FROM touch_credits
WHERE first_touch > 0e0

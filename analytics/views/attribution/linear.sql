-- One row per conversion and touch that gets credit: all touches of the path get the same.
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
    linear AS credit,
    linear * revenue AS revenue
FROM touch_credits
WHERE linear > 0e0

-- One row per conversion and touch that gets credit: a touch that is half_life_days older gets half.
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
    time_decay AS credit,
    time_decay * revenue AS revenue
FROM touch_credits
WHERE time_decay > 0e0

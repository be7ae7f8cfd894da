-- One row per conversion and touch that gets credit: first and last touch of the path get their shares, those between
-- them the rest in equal parts; two touches share in the proportion of the two shares.
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
    position_based AS credit,
    position_based * revenue AS revenue
FROM touch_credits
WHERE position_based > 0e0

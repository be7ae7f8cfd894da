-- One row per model, conversion and journey that gets credit. Under each model the credits of a conversion add up
-- to 1 and the revenue to that of the conversion; what no touch explains belongs to the journey (none).
-- days_to_convert: from the first touch of the path; under the model stamped, from the touch that bears it out.
WITH credited AS (
    SELECT
        m.model,
        c.conversion_id,
        c.user_key,
        c.day,
        c.journey_name,
        c.revenue,
        c.days_to_convert,
        CASE m.model
            WHEN 'first_touch' THEN c.first_touch
            WHEN 'last_touch' THEN c.last_touch
            WHEN 'linear' THEN c.linear
            WHEN 'position_based' THEN c.position_based
            WHEN 'time_decay' THEN c.time_decay
        END AS credit
    FROM touch_credits AS c
    CROSS JOIN
        (VALUES ('first_touch'), ('last_touch'), ('linear'), ('position_based'), ('time_decay')) AS m (model)
),

together AS (
    SELECT
        model,
        conversion_id,
        user_key,
        day,
        journey_name,
        days_to_convert,
        credit,
        credit * revenue AS revenue
    FROM credited
    WHERE credit > 0e0
    UNION ALL
    SELECT
        'stamped' AS model,
        conversion_id,
        user_key,
        day,
        journey_name,
        days_to_convert,
        credit,
        revenue
    FROM stamped
)

SELECT
    model,
    conversion_id,
    max(user_key) AS user_key,
    max(day) AS day,
    journey_name,
    max(days_to_convert) AS days_to_convert,
    sum(credit) AS credit,
    sum(revenue) AS revenue
FROM together
GROUP BY model, conversion_id, journey_name

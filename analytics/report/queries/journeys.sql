-- One row per model and journey with conversions in the period; the columns are those of journey_roi.
WITH ranked AS (
    SELECT
        model,
        journey_name,
        user_key,
        credit,
        revenue,
        days_to_convert,
        row_number() OVER (PARTITION BY model, journey_name ORDER BY days_to_convert, conversion_id) AS place,
        count(*) OVER (PARTITION BY model, journey_name) AS places
    FROM model_credits
    WHERE day BETWEEN ${from_day} AND ${to_day}
)

SELECT
    model,
    journey_name,
    CAST(count(DISTINCT user_key) AS bigint) AS converted_users,
    sum(credit) AS conversions,
    sum(revenue) AS revenue,
    avg(CASE WHEN 2 * place BETWEEN places AND places + 2 THEN days_to_convert END) AS median_days_to_convert,
    avg(days_to_convert) AS mean_days_to_convert
FROM ranked
GROUP BY model, journey_name
ORDER BY model, journey_name

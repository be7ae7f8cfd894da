-- One row per conversion: an event of a type that conversion_events lists. Revenue is in the reporting currency.
-- problem: why revenue is 0 although the type has a value; the conversion itself is counted all the same.
WITH valued AS (
    SELECT
        e.event_id,
        e.event_type,
        e.user_key,
        e.event_at,
        e.stamp,
        t.value_metric,
        element_at(e.metrics, t.value_metric) AS value,
        upper(coalesce(
            nullif(trim(element_at(e.attributes, t.currency_attribute)), ''), t.currency, s.reporting_currency
        )) AS currency
    FROM app_events_distinct AS e
    INNER JOIN conversion_types AS t ON e.event_type = t.event_type
    CROSS JOIN settings AS s
),

judged AS (
    SELECT
        v.event_id,
        v.event_type,
        v.user_key,
        v.event_at,
        v.stamp,
        v.value,
        v.currency,
        r.rate,
        CASE
            WHEN v.value_metric IS NULL THEN NULL
            WHEN v.value IS NULL THEN 'value_missing'
            WHEN v.value < 0e0 THEN 'value_negative'
            -- Neither infinite nor NaN, which the engines sort differently, and small enough for whole cents.
            WHEN NOT coalesce(v.value >= 0e0 AND v.value < 1e13, FALSE) THEN 'value_too_large'
            WHEN r.rate IS NULL THEN 'currency_without_rate'
        END AS problem,
        v.value_metric
    FROM valued AS v
    LEFT JOIN rate_periods AS r
        ON
            v.currency = r.currency
            AND CAST(v.event_at AS date) >= r.valid_from
            AND CAST(v.event_at AS date) < r.valid_until
)

SELECT
    event_id AS conversion_id,
    event_type,
    user_key,
    event_at AS converted_at,
    CAST(event_at AS date) AS day,
    stamp,
    value,
    currency,
    CASE WHEN value_metric IS NULL OR problem IS NOT NULL THEN 0e0 ELSE value * rate END AS revenue,
    problem
FROM judged

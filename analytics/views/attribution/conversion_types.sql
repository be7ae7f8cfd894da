-- One row per type of event that is a conversion; of a type that is listed twice, the first by its other columns.
WITH ranked AS (
    SELECT
        trim(event_type) AS event_type,
        -- Firehose puts all names into lower case.
        lower(nullif(trim(value_metric), '')) AS value_metric,
        upper(nullif(trim(currency), '')) AS currency,
        lower(nullif(trim(currency_attribute), '')) AS currency_attribute,
        row_number() OVER (
            PARTITION BY trim(event_type)
            ORDER BY coalesce(value_metric, ''), coalesce(currency, ''), coalesce(currency_attribute, '')
        ) AS place,
        count(*) OVER (PARTITION BY trim(event_type)) AS listed
    FROM conversion_events
    WHERE trim(event_type) <> ''
)

SELECT
    event_type,
    value_metric,
    currency,
    currency_attribute,
    CAST(listed AS bigint) AS listed
FROM ranked
WHERE place = 1

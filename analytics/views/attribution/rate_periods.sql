-- One row per currency and period: from valid_from to the day before valid_until, what one unit is worth in the
-- reporting currency. A row that cannot be read is in event_problems; of two with one day the lower rate counts.
WITH readable AS (
    SELECT
        upper(trim(r.currency)) AS currency,
        try_cast(trim(r.valid_from) AS date) AS valid_from,
        min(try_cast(trim(r.rate) AS double)) AS rate
    FROM currency_rates AS r
    CROSS JOIN settings AS s
    WHERE
        upper(trim(r.currency)) NOT IN ('', s.reporting_currency)
        AND length(trim(r.valid_from)) = 10
        AND try_cast(trim(r.valid_from) AS date) IS NOT NULL
        -- Not with try_cast alone: the engines read different texts as numbers.
        AND regexp_extract(trim(r.rate), '[0-9]+([.][0-9]+)?') = trim(r.rate)
        AND try_cast(trim(r.rate) AS double) > 0e0
    GROUP BY upper(trim(r.currency)), try_cast(trim(r.valid_from) AS date)
),

periods AS (
    SELECT
        currency,
        valid_from,
        coalesce(lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from), date '9999-12-31') AS valid_until,
        rate
    FROM readable
    UNION ALL
    SELECT
        reporting_currency AS currency,
        date '0001-01-01' AS valid_from,
        date '9999-12-31' AS valid_until,
        1e0 AS rate
    FROM settings
)

SELECT
    currency,
    valid_from,
    valid_until,
    rate
FROM periods

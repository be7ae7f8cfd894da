-- One row per currency and period: from valid_from to the day before valid_until, what one unit is worth in the
-- reporting currency. A row that cannot be read is in event_problems; of two with one day the lower rate counts.
WITH listed AS (
    SELECT
        currency,
        valid_from,
        rate,
        FALSE AS is_reporting
    FROM currency_rates
    UNION ALL
    SELECT
        CAST(NULL AS varchar) AS currency,
        '0001-01-01' AS valid_from,
        '1' AS rate,
        TRUE AS is_reporting
),

named AS (
    SELECT
        CASE WHEN l.is_reporting THEN s.reporting_currency ELSE upper(trim(l.currency)) END AS currency,
        trim(l.valid_from) AS valid_from,
        trim(l.rate) AS rate
    FROM listed AS l
    CROSS JOIN settings AS s
    WHERE l.is_reporting OR upper(trim(l.currency)) NOT IN ('', s.reporting_currency)
),

readable AS (
    SELECT
        currency,
        try_cast(valid_from AS date) AS valid_from,
        min(try_cast(rate AS double)) AS rate
    FROM named
    WHERE
        length(valid_from) = 10
        AND try_cast(valid_from AS date) IS NOT NULL
        -- Not with try_cast alone: the engines read different texts as numbers.
        AND regexp_extract(rate, '[0-9]+([.][0-9]+)?') = rate
        AND try_cast(rate AS double) > 0e0
    GROUP BY currency, try_cast(valid_from AS date)
)

SELECT
    currency,
    valid_from,
    coalesce(lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from), date '9999-12-31') AS valid_until,
    rate
FROM readable

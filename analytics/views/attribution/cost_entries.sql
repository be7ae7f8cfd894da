-- One row per row of journey_costs: cost in the reporting currency, under the name of its journey.
-- Days before the history count nowhere, as revenue does not.
-- problem: why the cost is not counted. is_unknown: no touch bears that name or id; the cost is counted under it.
WITH read AS (
    SELECT
        trim(c.journey) AS journey,
        CASE WHEN length(trim(c.day)) = 10 THEN try_cast(trim(c.day) AS date) END AS day,
        -- Not with try_cast alone: the engines read different texts as numbers.
        CASE
            WHEN regexp_extract(trim(c.cost), '-?[0-9]+([.][0-9]+)?') = trim(c.cost)
                THEN try_cast(trim(c.cost) AS double)
        END AS cost,
        upper(coalesce(nullif(trim(c.currency), ''), s.reporting_currency)) AS currency
    FROM journey_costs AS c
    CROSS JOIN settings AS s
    WHERE trim(concat(coalesce(c.journey, ''), coalesce(c.day, ''), coalesce(c.cost, ''))) <> ''
),

judged AS (
    SELECT
        r.journey,
        j.journey_name,
        r.day,
        r.cost,
        r.currency,
        p.rate,
        CASE
            WHEN coalesce(r.journey, '') = '' THEN 'cost_without_journey'
            WHEN r.day IS NULL THEN 'cost_without_day'
            WHEN r.cost IS NULL THEN 'cost_unreadable'
            WHEN r.cost < 0e0 THEN 'cost_negative'
            WHEN p.rate IS NULL THEN 'cost_currency_without_rate'
        END AS problem
    FROM read AS r
    LEFT JOIN journeys AS j ON r.journey = j.word
    LEFT JOIN rate_periods AS p
        ON
            r.currency = p.currency
            AND r.day >= p.valid_from
            AND r.day < p.valid_until
)

SELECT
    journey,
    coalesce(journey_name, journey) AS journey_name,
    journey_name IS NULL AS is_unknown,
    day,
    currency,
    CASE WHEN problem IS NULL THEN cost * rate END AS cost,
    problem
FROM judged
WHERE coalesce(day >= CAST(date_add('day', -${history_days}, current_timestamp) AS date), TRUE)

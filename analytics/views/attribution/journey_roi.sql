-- One row per model and journey: what it earned, what it cost, and how they compare. A journey with costs or touches
-- and no conversion is here too, and so is (none), the conversions that no touch explains.
-- roi = (revenue - cost) / cost, roas = revenue / cost: NULL where the cost is 0.
-- conversion_rate: users with credited conversions, by users who touched it.
WITH touched AS (
    SELECT
        journey_name,
        count(DISTINCT user_key) AS users
    FROM touch_windows
    GROUP BY journey_name
),

spent AS (
    SELECT
        journey_name,
        sum(cost) AS cost
    FROM journey_spend
    GROUP BY journey_name
),

ranked AS (
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
),

earned AS (
    SELECT
        model,
        journey_name,
        count(DISTINCT user_key) AS users,
        sum(credit) AS conversions,
        sum(revenue) AS revenue,
        -- The middle one, or the mean of the two in the middle: exact, where approx_percentile is not.
        avg(CASE WHEN 2 * place BETWEEN places AND places + 2 THEN days_to_convert END) AS median_days_to_convert,
        avg(days_to_convert) AS mean_days_to_convert
    FROM ranked
    GROUP BY model, journey_name
),

named AS (
    SELECT journey_name FROM touched
    UNION
    SELECT journey_name FROM spent
    UNION
    SELECT journey_name FROM earned
),

joined AS (
    SELECT
        m.model,
        n.journey_name,
        coalesce(t.users, 0) AS touched_users,
        coalesce(e.users, 0) AS converted_users,
        coalesce(e.conversions, 0e0) AS conversions,
        coalesce(e.revenue, 0e0) AS revenue,
        coalesce(c.cost, 0e0) AS cost,
        e.median_days_to_convert,
        e.mean_days_to_convert
    FROM named AS n
    CROSS JOIN (
        VALUES ('first_touch'), ('last_touch'), ('linear'), ('position_based'), ('time_decay'), ('stamped')
    ) AS m (model)
    LEFT JOIN earned AS e ON n.journey_name = e.journey_name AND m.model = e.model
    LEFT JOIN touched AS t ON n.journey_name = t.journey_name
    LEFT JOIN spent AS c ON n.journey_name = c.journey_name
)

SELECT
    j.model,
    j.journey_name,
    CAST(j.touched_users AS bigint) AS touched_users,
    CAST(j.converted_users AS bigint) AS converted_users,
    j.conversions,
    j.revenue,
    j.cost,
    j.revenue - j.cost AS profit,
    (j.revenue - j.cost) / (1e0 * nullif(j.cost, 0e0)) AS roi,
    j.revenue / (1e0 * nullif(j.cost, 0e0)) AS roas,
    j.converted_users / (1e0 * nullif(j.touched_users, 0)) AS conversion_rate,
    CASE WHEN j.cost > 0e0 THEN j.cost / (1e0 * nullif(j.conversions, 0e0)) END AS cost_per_conversion,
    j.median_days_to_convert,
    j.mean_days_to_convert,
    s.reporting_currency AS currency
FROM joined AS j
CROSS JOIN settings AS s

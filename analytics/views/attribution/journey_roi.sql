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

-- Stacked and folded, not joined: a join by the names of all three would run each of them twice.
parts AS (
    SELECT
        CAST(NULL AS varchar) AS model,
        journey_name,
        users AS touched_users,
        CAST(NULL AS double) AS cost,
        CAST(NULL AS bigint) AS converted_users,
        CAST(NULL AS double) AS conversions,
        CAST(NULL AS double) AS revenue,
        CAST(NULL AS double) AS median_days_to_convert,
        CAST(NULL AS double) AS mean_days_to_convert
    FROM touched
    UNION ALL
    SELECT
        CAST(NULL AS varchar) AS model,
        journey_name,
        CAST(NULL AS bigint) AS touched_users,
        cost,
        CAST(NULL AS bigint) AS converted_users,
        CAST(NULL AS double) AS conversions,
        CAST(NULL AS double) AS revenue,
        CAST(NULL AS double) AS median_days_to_convert,
        CAST(NULL AS double) AS mean_days_to_convert
    FROM spent
    UNION ALL
    SELECT
        model,
        journey_name,
        CAST(NULL AS bigint) AS touched_users,
        CAST(NULL AS double) AS cost,
        users AS converted_users,
        conversions,
        revenue,
        median_days_to_convert,
        mean_days_to_convert
    FROM earned
),

joined AS (
    SELECT
        m.model,
        p.journey_name,
        coalesce(max(p.touched_users), 0) AS touched_users,
        coalesce(max(p.converted_users) FILTER (WHERE p.model = m.model), 0) AS converted_users,
        coalesce(max(p.conversions) FILTER (WHERE p.model = m.model), 0e0) AS conversions,
        coalesce(max(p.revenue) FILTER (WHERE p.model = m.model), 0e0) AS revenue,
        coalesce(max(p.cost), 0e0) AS cost,
        max(p.median_days_to_convert) FILTER (WHERE p.model = m.model) AS median_days_to_convert,
        max(p.mean_days_to_convert) FILTER (WHERE p.model = m.model) AS mean_days_to_convert
    FROM parts AS p
    CROSS JOIN (
        VALUES ('first_touch'), ('last_touch'), ('linear'), ('position_based'), ('time_decay'), ('stamped')
    ) AS m (model)
    GROUP BY m.model, p.journey_name
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

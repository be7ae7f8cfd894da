-- One row per kind of bad input that there is: how much of it, an example, from when to when, and what to do.
-- Whatever is named here spoils nothing else. Moments of rows of configuration are their days.
-- Each view is read once: Athena runs it again for each place that reads it, and refuses a query of too many stages.
WITH events AS (
    SELECT
        p.problem,
        CASE WHEN p.problem = 'event_repeated' THEN e.copies - 1 ELSE 1 END AS times,
        e.event_id AS example,
        e.event_at AS happened_at
    FROM attributed_events AS e
    CROSS JOIN
        UNNEST(ARRAY[
            CASE WHEN e.copies > 1 THEN 'event_repeated' END,
            CASE WHEN e.event_at < date_add('hour', -25, e.arrived_before) THEN 'event_late' END,
            CASE WHEN e.id_reused THEN 'event_id_reused' END,
            CASE e.clock
                WHEN 'ahead' THEN 'event_clock_ahead'
                WHEN 'behind' THEN 'event_clock_behind'
                WHEN 'missing' THEN 'event_without_time'
            END,
            CASE e.status
                WHEN 'no_user' THEN 'event_without_user'
                WHEN 'unknown_journey' THEN 'stamp_unknown_journey'
                WHEN 'untouched' THEN 'stamp_untouched'
                WHEN 'replaced' THEN 'stamp_replaced'
                WHEN 'expired' THEN 'stamp_expired'
            END
        ]) AS p (problem)
    WHERE p.problem IS NOT NULL
),

found AS (
    SELECT
        problem,
        times,
        example,
        happened_at
    FROM events
    UNION ALL
    SELECT
        problem,
        1 AS times,
        conversion_id AS example,
        converted_at AS happened_at
    FROM conversions
    WHERE problem IS NOT NULL
    UNION ALL
    SELECT
        coalesce(problem, 'cost_unknown_journey') AS problem,
        1 AS times,
        journey AS example,
        CAST(day AS timestamp(3)) AS happened_at
    FROM cost_entries
    WHERE problem IS NOT NULL OR is_unknown
    UNION ALL
    SELECT
        problem,
        1 AS times,
        message_id AS example,
        CAST(day AS timestamp(3)) AS happened_at
    FROM messages
    WHERE problem IS NOT NULL
    UNION ALL
    SELECT
        'conversion_type_repeated' AS problem,
        listed - 1 AS times,
        event_type AS example,
        CAST(NULL AS timestamp(3)) AS happened_at
    FROM conversion_types
    WHERE listed > 1
    UNION ALL
    SELECT
        'settings_repeated' AS problem,
        count(*) - 1 AS times,
        CAST(NULL AS varchar) AS example,
        CAST(NULL AS timestamp(3)) AS happened_at
    FROM attribution_settings
    HAVING count(*) > 1
    UNION ALL
    SELECT
        'journey_named_none' AS problem,
        1 AS times,
        word AS example,
        CAST(NULL AS timestamp(3)) AS happened_at
    FROM journeys
    WHERE word = '(none)' AND journey_name = '(none)'
    UNION ALL
    SELECT
        CASE
            WHEN
                regexp_extract(trim(r.rate), '[0-9]+([.][0-9]+)?') = trim(r.rate)
                AND try_cast(trim(r.rate) AS double) > p.rate THEN 'rate_repeated'
            ELSE 'rate_unreadable'
        END AS problem,
        1 AS times,
        concat(coalesce(r.currency, ''), ' ', coalesce(r.valid_from, ''), ' ', coalesce(r.rate, '')) AS example,
        CAST(NULL AS timestamp(3)) AS happened_at
    FROM currency_rates AS r
    LEFT JOIN rate_periods AS p
        ON upper(trim(r.currency)) = p.currency AND try_cast(trim(r.valid_from) AS date) = p.valid_from
    CROSS JOIN settings AS s
    WHERE
        trim(concat(coalesce(r.currency, ''), coalesce(r.valid_from, ''), coalesce(r.rate, ''))) <> ''
        AND coalesce(upper(trim(r.currency)), '') <> s.reporting_currency
        AND (
            p.currency IS NULL
            OR coalesce(regexp_extract(trim(r.rate), '[0-9]+([.][0-9]+)?'), '') <> coalesce(trim(r.rate), '-')
            OR try_cast(trim(r.rate) AS double) <> p.rate
        )
),

advice AS (
    SELECT
        a.problem,
        a.what_to_do
    FROM (
        VALUES
        ('event_repeated', 'Nothing: each event is counted once, by its event_id.'),
        ('event_late', 'Nothing: it counts at its own time, so numbers of past days can still change.'),
        ('event_clock_ahead', 'Nothing: the end of the hour of arrival counts instead of the client''s clock.'),
        (
            'event_clock_behind',
            'Let the app send event_timestamp in epoch milliseconds, not seconds; the hour of arrival counts.'
        ),
        (
            'event_id_reused',
            'Let the app make a new event_id for each event: of one user''s the first counts, of several each.'
        ),
        ('event_without_time', 'Let the app send event_timestamp in epoch milliseconds; the hour of arrival counts.'),
        ('event_without_user', 'Let the app send user_sub, or username: without one no touch can be found.'),
        (
            'stamp_unknown_journey',
            'Nobody touched a journey of that name: check history_days, the ledger''s alarms, and who sends events.'
        ),
        ('stamp_untouched', 'The user never touched that journey: check what the app stamps, and who sends events.'),
        ('stamp_replaced', 'The app stamps an old journey: let it renew the token, or raise stamp_grace_seconds.'),
        ('stamp_expired', 'The app stamps an old journey: let it renew the token, or raise stamp_grace_seconds.'),
        ('value_missing', 'The conversion counts with value 0: let the app send the metric of conversion_events.'),
        ('value_negative', 'The conversion counts with value 0: refunds are not taken off; revenue is gross.'),
        ('value_too_large', 'The conversion counts with value 0: no amount of money is that large; mend the app.'),
        (
            'currency_without_rate',
            'The conversion counts with value 0: add the currency to currency_rates, valid from that day or before.'
        ),
        ('cost_without_journey', 'The row is not counted: write the name or id of the journey into journey_costs.'),
        ('cost_without_day', 'The row is not counted: write the day into journey_costs as yyyy-mm-dd.'),
        ('cost_unreadable', 'The row is not counted: write the cost into journey_costs as digits, such as 1234.50.'),
        ('cost_negative', 'The row is not counted: costs are not negative; correct the row that was too high.'),
        (
            'cost_currency_without_rate',
            'The row is not counted: add the currency to currency_rates, valid from that day or before.'
        ),
        ('cost_unknown_journey', 'Counted under the name as written: check it, or wait for the first touch.'),
        ('message_cost_without_rate', 'The price is not counted: add USD to currency_rates, from that day or before.'),
        ('conversion_type_repeated', 'The first row of the type counts: leave one in conversion_events.'),
        (
            'settings_repeated',
            'The greatest value of each setting counts: leave one row in attribution_settings, the module''s.'
        ),
        (
            'journey_named_none',
            'Rename the journey: its numbers stand beside those of conversions that no touch explains, as one row.'
        ),
        ('rate_repeated', 'The lower rate of that currency and day counts: leave one in currency_rates.'),
        ('rate_unreadable', 'The row is not used: write currency, yyyy-mm-dd, and a positive rate, such as 0.92.')
    ) AS a (problem, what_to_do)
)

SELECT
    f.problem,
    CAST(sum(f.times) AS bigint) AS events,
    min(f.example) AS example_id,
    CAST(min(f.happened_at) AS timestamp(3)) AS first_at,
    CAST(max(f.happened_at) AS timestamp(3)) AS last_at,
    max(a.what_to_do) AS what_to_do
FROM found AS f
LEFT JOIN advice AS a ON f.problem = a.problem
GROUP BY f.problem

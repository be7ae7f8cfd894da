-- One row per event of the app; an event that arrived several times is here once, as it came first. Times are UTC.
-- event_id: the app's, or one made of all that the event says where the app gave none. Of several users with one id
-- the first by name keeps it, the others get '#2', '#3' ... behind it; an id that ends like that gets one always.
-- clock: ok; ahead, behind: the client's clock was wrong, or its unit, so the end of the hour of arrival counts;
-- missing: the same, as the event has no time.
-- id_reused: other users have events of that id too, or this user's copies differ: the first copy counts.
WITH texts AS (
    SELECT
        event_type,
        event_timestamp,
        nullif(trim(user_sub), '') AS user_sub,
        nullif(trim(username), '') AS username,
        attributes,
        metrics,
        datehour,
        nullif(trim(event_id), '') AS given_id,
        concat_ws(
            '|',
            coalesce(event_type, ''),
            coalesce(CAST(event_timestamp AS varchar), ''),
            coalesce(user_sub, ''),
            coalesce(username, ''),
            coalesce(array_join(array_sort(transform(
                map_keys(attributes), k -> concat(k, '=', coalesce(element_at(attributes, k), ''))
            )), '&'), ''),
            -- Numbers as whole ones and 2^50ths: the engines write doubles as different texts.
            coalesce(array_join(array_sort(transform(
                map_keys(metrics), k -> concat(k, '=', CASE
                    WHEN abs(element_at(metrics, k)) < 9e18
                        THEN concat(
                            CAST(try_cast(floor(element_at(metrics, k)) AS bigint) AS varchar),
                            ' ',
                            CAST(try_cast(floor(
                                (element_at(metrics, k) - floor(element_at(metrics, k))) * 1125899906842624e0
                            ) AS bigint) AS varchar)
                        )
                    WHEN element_at(metrics, k) IS NULL THEN ''
                    ELSE 'impossible'
                END)
            )), '&'), '')
        ) AS content
    FROM app_events
    WHERE datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')
),

keyed AS (
    SELECT
        t.event_type,
        t.event_timestamp,
        t.attributes,
        t.metrics,
        t.datehour,
        t.content,
        s.clock_skew_seconds,
        coalesce(t.given_id, lower(to_hex(md5(to_utf8(t.content))))) AS event_id,
        CASE
            WHEN s.username_case_sensitive THEN coalesce(t.username, t.user_sub)
            ELSE lower(coalesce(t.username, t.user_sub))
        END AS user_key
    FROM texts AS t
    CROSS JOIN settings AS s
),

numbered AS (
    SELECT
        event_id,
        user_key,
        event_type,
        event_timestamp,
        attributes,
        metrics,
        clock_skew_seconds,
        date_add('hour', 1, CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3))) AS arrived_before,
        row_number() OVER (PARTITION BY event_id, user_key ORDER BY datehour, event_timestamp, content) AS copy,
        count(*) OVER (PARTITION BY event_id, user_key) AS copies,
        min(content) OVER (PARTITION BY event_id, user_key)
        <> max(content) OVER (PARTITION BY event_id, user_key) AS copies_differ
    FROM keyed
),

first_copies AS (
    SELECT
        event_id,
        user_key,
        event_type,
        event_timestamp,
        attributes,
        metrics,
        clock_skew_seconds,
        arrived_before,
        copies,
        copies_differ,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', arrived_before) AS arrived_before_ms,
        row_number() OVER (PARTITION BY event_id ORDER BY coalesce(user_key, '')) AS user_of_id,
        count(*) OVER (PARTITION BY event_id) AS users_of_id
    FROM numbered
    WHERE copy = 1
),

clocked AS (
    SELECT
        CASE
            WHEN user_of_id > 1 OR regexp_like(event_id, '#[0-9]+$')
                THEN concat(event_id, '#', CAST(user_of_id AS varchar))
            ELSE event_id
        END AS event_id,
        user_key,
        event_type,
        event_timestamp,
        attributes,
        metrics,
        arrived_before,
        arrived_before_ms,
        copies,
        copies_differ OR users_of_id > 1 AS id_reused,
        CASE
            WHEN event_timestamp IS NULL OR event_timestamp <= 0 THEN 'missing'
            WHEN event_timestamp > clock_skew_seconds * 1000 + arrived_before_ms THEN 'ahead'
            -- Seconds in the place of milliseconds are in January 1970, however long the history.
            WHEN
                event_timestamp < greatest(31536000000, date_diff(
                    'millisecond', timestamp '1970-01-01 00:00:00', date_add('day', -${history_days}, arrived_before)
                )) THEN 'behind'
            ELSE 'ok'
        END AS clock
    FROM first_copies
)

SELECT
    event_id,
    event_type,
    user_key,
    CASE WHEN trim(element_at(attributes, 'campaign')) <> '' THEN element_at(attributes, 'campaign') END AS stamp,
    CAST(from_unixtime(CASE WHEN clock = 'ok' THEN event_timestamp ELSE arrived_before_ms END / 1e3) AS timestamp(3))
        AS event_at,
    clock,
    -- Objects lie in the hour of their oldest record, so this is an hour late at most, and early by the buffering.
    CAST(arrived_before AS timestamp(3)) AS arrived_before,
    CAST(copies AS bigint) AS copies,
    attributes,
    metrics,
    id_reused
FROM clocked

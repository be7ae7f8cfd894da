-- One row per event of the app; an event that arrived several times is here once, as it came first. Times are UTC.
-- event_id: the app's, or one made of all that the event says where the app gave none.
-- clock: ok; ahead: the client's clock was wrong, so the end of the hour of arrival counts; missing: the same,
-- as the event has no time.
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
            coalesce(array_join(array_sort(transform(
                map_keys(metrics), k -> concat(k, '=', coalesce(CAST(element_at(metrics, k) AS varchar), ''))
            )), '&'), '')
        ) AS content
    FROM app_events
    WHERE datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')
),

keyed AS (
    SELECT
        event_type,
        event_timestamp,
        user_sub,
        username,
        attributes,
        metrics,
        datehour,
        content,
        coalesce(given_id, lower(to_hex(md5(to_utf8(content))))) AS event_id
    FROM texts
),

numbered AS (
    SELECT
        event_id,
        event_type,
        event_timestamp,
        coalesce(username, user_sub) AS username,
        attributes,
        metrics,
        date_add('hour', 1, CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3))) AS arrived_before,
        row_number() OVER (PARTITION BY event_id ORDER BY datehour, content) AS copy,
        count(*) OVER (PARTITION BY event_id) AS copies
    FROM keyed
),

clocked AS (
    SELECT
        n.event_id,
        n.event_type,
        n.event_timestamp,
        n.attributes,
        n.metrics,
        n.arrived_before,
        n.copies,
        CASE WHEN s.username_case_sensitive THEN n.username ELSE lower(n.username) END AS user_key,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', n.arrived_before) AS arrived_before_ms,
        CASE
            WHEN n.event_timestamp IS NULL OR n.event_timestamp <= 0 THEN 'missing'
            WHEN
                n.event_timestamp > s.clock_skew_seconds * 1000
                + date_diff('millisecond', timestamp '1970-01-01 00:00:00', n.arrived_before) THEN 'ahead'
            ELSE 'ok'
        END AS clock
    FROM numbered AS n
    CROSS JOIN settings AS s
    WHERE n.copy = 1
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
    metrics
FROM clocked

-- What the app sent, some of it twice. Put in order while it is narrow: maps are heavy to move.
WITH copies AS (
    SELECT events.*, hour_of(arrived_at) AS datehour FROM events
    UNION ALL
    SELECT events.*, hour_of(least(arrived_at + 1800000, ${until} - 1)) FROM events WHERE twice
),

ordered AS (
    SELECT
        copies.number,
        copies.event_type,
        copies.client_at,
        copies.value,
        copies.currency,
        copies.datehour,
        users.sub,
        users.username,
        CASE
            WHEN copies.stamped_with_unknown THEN 'spring of last year'
            WHEN copies.stamp_lost THEN ''
            ELSE coalesce(journeys.name, '')
        END AS campaign
    FROM copies
    LEFT JOIN users ON copies.user_number = users.number
    LEFT JOIN journeys ON copies.stamp = journeys.journey
    ORDER BY copies.datehour, copies.number
)

SELECT
    id('event', number) AS event_id,
    event_type,
    client_at AS event_timestamp,
    sub AS user_sub,
    username,
    CASE event_type
        WHEN 'purchase' THEN MAP {'campaign': campaign, 'currency': currency, 'order': 'o-' || number}
        WHEN 'search' THEN MAP {'campaign': campaign, 'words': 'shoe ' || number % 1000}
        ELSE MAP {'campaign': campaign, 'page': '/products/' || number % 5000}
    END AS attributes,
    CASE WHEN value IS NULL THEN MAP {} ELSE MAP {'value': value} END AS metrics,
    datehour
FROM ordered

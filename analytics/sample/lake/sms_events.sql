-- What End User Messaging tells of each text: on its way, then delivered or not. The price stands in each event.
WITH told AS (
    SELECT number, 'TEXT_PENDING' AS kind, 'PENDING' AS status, false AS final, sent_at + 500 AS moment
    FROM messages WHERE lake = 'sms'
    UNION ALL
    SELECT
        number,
        CASE WHEN delivered_at IS NULL THEN 'TEXT_UNREACHABLE' ELSE 'TEXT_DELIVERED' END,
        CASE WHEN delivered_at IS NULL THEN 'UNREACHABLE' ELSE 'DELIVERED' END,
        true,
        coalesce(delivered_at, sent_at + 90000)
    FROM messages WHERE lake = 'sms'
),

copies AS (
    SELECT told.*, hour_of(moment + 1000) AS datehour FROM told WHERE moment < ${until} - 1000
    UNION ALL
    SELECT told.*, hour_of(least(moment + 600000, ${until} - 1)) FROM told
    WHERE moment < ${until} - 1000 AND draw('told twice ' || kind, number) < 0.01
)

SELECT
    copies.kind AS eventtype,
    '1.0' AS eventversion,
    copies.moment AS eventtimestamp,
    messages.sent_at AS messagerequesttimestamp,
    copies.final AS isfinal,
    '+12065550100' AS originationphonenumber,
    '+1206' || lpad((messages.user_number % 10000000)::VARCHAR, 7, '0') AS destinationphonenumber,
    'US' AS isocountrycode,
    '310' AS mcc,
    '800' AS mnc,
    'Carrier A' AS carriername,
    id('message', copies.number) AS messageid,
    'GSM' AS messageencoding,
    'PROMOTIONAL' AS messagetype,
    copies.status AS messagestatus,
    lower(copies.status) AS messagestatusdescription,
    MAP {'campaign': messages.name, 'username': users.key} AS context,
    1 AS totalmessageparts,
    0.00581 AS totalmessageprice,
    0.003 AS totalcarrierfee,
    copies.datehour
FROM copies
INNER JOIN messages ON copies.number = messages.number
INNER JOIN users ON messages.user_number = users.number
ORDER BY copies.datehour, copies.moment, copies.number, copies.kind

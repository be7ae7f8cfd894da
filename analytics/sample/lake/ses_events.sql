-- What SES tells of each message: sent, delivered or bounced, opened, clicked, by people and by scanners.
-- Put in order while it is narrow: structs are heavy to move.
WITH told AS (
    SELECT number, 'Send' AS kind, sent_at AS moment, NULL AS is_bot FROM messages WHERE lake = 'ses'
    UNION ALL
    SELECT number, 'Delivery', delivered_at, NULL FROM messages WHERE lake = 'ses'
    UNION ALL
    SELECT number, 'Bounce', sent_at + 4000, NULL FROM messages WHERE lake = 'ses' AND delivered_at IS NULL
    UNION ALL
    SELECT number, 'Complaint', opened_at + 60000, NULL
    FROM messages WHERE lake = 'ses' AND draw('complaint', number) < 0.001
    UNION ALL
    SELECT number, 'Open', opened_at, 'Unlikely' FROM messages WHERE lake = 'ses'
    UNION ALL
    SELECT number, 'Open', delivered_at + 3000, 'Likely' FROM messages WHERE lake = 'ses' AND scanned
    UNION ALL
    SELECT number, 'Click', clicked_at, 'Unlikely' FROM messages WHERE lake = 'ses'
    UNION ALL
    SELECT number, 'Click', delivered_at + 4000, 'Likely' FROM messages WHERE lake = 'ses' AND scanned
),

copies AS (
    SELECT told.*, hour_of(moment + 2000) AS datehour FROM told WHERE moment < ${until} - 2000
    UNION ALL
    SELECT told.*, hour_of(least(moment + 600000, ${until} - 1)) FROM told
    WHERE moment < ${until} - 2000 AND draw('told twice ' || kind, number) < 0.01
),

ordered AS (
    SELECT
        copies.*,
        messages.user_number,
        messages.sent_at,
        messages.name,
        messages.tag,
        users.key
    FROM copies
    INNER JOIN messages ON copies.number = messages.number
    INNER JOIN users ON messages.user_number = users.number
    ORDER BY copies.datehour, copies.moment, copies.number, copies.kind, copies.is_bot
)

SELECT
    kind AS eventtype,
    {
        'timestamp': iso(sent_at),
        'source': 'shop@example.com',
        'sourcearn': 'arn:aws:ses:eu-west-1:111122223333:identity/example.com',
        'sendingaccountid': '111122223333',
        'messageid': id('message', number),
        'destination': ['user-' || user_number || '@example.org'],
        'headerstruncated': 'false',
        'commonheaders':
        {
            'from': ['shop@example.com'],
            'to': ['user-' || user_number || '@example.org'],
            'messageid': id('message', number),
            'subject': name
        },
        'tags': MAP {
            'ses:configuration-set': ['sample'],
            'ses:from-domain': ['example.com'],
            'campaign': [tag],
            'username': [key]
        }
    } AS mail,
    CASE
        WHEN kind = 'Delivery'
            THEN {
                'timestamp': iso(moment),
                'processingtimemillis': moment - sent_at,
                'recipients': ['user-' || user_number || '@example.org'],
                'smtpresponse': '250 ok',
                'reportingmta': 'mta-1.example.com'
            }
    END AS delivery,
    CASE
        WHEN kind = 'Open'
            THEN {
                'ipaddress': '192.0.2.' || number % 250,
                'timestamp': iso(moment),
                'useragent': 'Mozilla/5.0',
                'isbotevent': is_bot
            }
    END AS open,
    CASE
        WHEN kind = 'Click'
            THEN {
                'ipaddress': '192.0.2.' || number % 250,
                'link': 'https://shop.example.com/products/' || number % 5000,
                'timestamp': iso(moment),
                'useragent': 'Mozilla/5.0',
                'isbotevent': is_bot
            }
    END AS click,
    CASE
        WHEN kind = 'Bounce'
            THEN {
                'bouncetype': 'Permanent',
                'bouncesubtype': 'General',
                'bouncedrecipients': [
                    {
                        'emailaddress': 'user-' || user_number || '@example.org',
                        'action': 'failed',
                        'status': '5.1.1',
                        'diagnosticcode': 'smtp; 550 5.1.1 user unknown'
                    }
                ],
                'timestamp': iso(moment),
                'feedbackid': 'bounce-' || number,
                'reportingmta': 'mta-1.example.com'
            }
    END AS bounce,
    CASE
        WHEN kind = 'Complaint'
            THEN {
                'complainedrecipients': [{'emailaddress': 'user-' || user_number || '@example.org'}],
                'timestamp': iso(moment),
                'feedbackid': 'complaint-' || number,
                'complaintfeedbacktype': 'abuse',
                'arrivaldate': iso(moment)
            }
    END AS complaint,
    datehour
FROM ordered

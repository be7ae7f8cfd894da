-- Each conversion once, at the time that counts, in the reporting currency.
CREATE OR REPLACE TABLE conversions AS
SELECT
    number,
    user_number,
    -- a clock that is ahead is not believed: the end of the hour of arrival is the latest it can have been
    CASE
        WHEN client_at > hour_end + getvariable('skew') THEN hour_end ELSE client_at
    END AS counted_at,
    CASE
        WHEN value IS NULL OR value < 0 OR currency = 'SEK' THEN 0
        WHEN currency = 'USD'
            THEN
                value * getvariable('rates')[CASE WHEN counted_at < getvariable('half') THEN 1 ELSE 2 END]
        ELSE value
    END AS revenue
FROM (
    SELECT
        *,
        (arrived_at // 3600000 + 1) * 3600000 AS hour_end
    FROM events
    WHERE event_type IN ('purchase', 'subscribe')
);

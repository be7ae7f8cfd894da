-- One row per day of request (UTC), country and kind of message; each message counts once, in its last state.
-- Sums are rounded to millionths, since the order of adding changes the last digits of a double.
SELECT
    CAST(coalesce(time_requested, event_timestamp) AS date) AS day,
    iso_countrycode,
    message_type,
    CAST(count(*) AS bigint) AS messages,
    CAST(coalesce(sum(total_messageparts), 0) AS bigint) AS parts,
    CAST(round(coalesce(sum(total_messageprice), 0e0), 6) AS double) AS price,
    CAST(round(coalesce(sum(total_carrierfee), 0e0), 6) AS double) AS carrier_fee
FROM sms_status
GROUP BY CAST(coalesce(time_requested, event_timestamp) AS date), iso_countrycode, message_type

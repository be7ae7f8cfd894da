-- One row per message: its final state where there is one, else its newest, with times in UTC.
-- Of states with one moment the one further along counts, so that the answer is always the same.
WITH states AS (
    SELECT
        messageid,
        eventtimestamp,
        messagerequesttimestamp,
        eventtype,
        messagestatus,
        messagestatusdescription,
        coalesce(isfinal, FALSE) AS isfinal,
        originationphonenumber,
        destinationphonenumber,
        isocountrycode,
        messageencoding,
        messagetype,
        totalmessageparts,
        totalmessageprice,
        totalcarrierfee,
        row_number() OVER (
            PARTITION BY messageid
            ORDER BY
                coalesce(isfinal, FALSE) DESC,
                eventtimestamp DESC NULLS LAST,
                CASE split_part(eventtype, '_', 2)
                    WHEN 'QUEUED' THEN 1
                    WHEN 'INITIATED' THEN 1
                    WHEN 'PENDING' THEN 2
                    WHEN 'RINGING' THEN 2
                    WHEN 'SENT' THEN 3
                    WHEN 'ANSWERED' THEN 3
                    WHEN 'UNKNOWN' THEN 4
                    WHEN 'SUCCESSFUL' THEN 6
                    WHEN 'COMPLETED' THEN 7
                    WHEN 'DELIVERED' THEN 7
                    WHEN 'READ' THEN 8
                    ELSE 5
                END DESC,
                eventtype ASC NULLS LAST,
                messagestatus ASC NULLS LAST,
                messagestatusdescription ASC NULLS LAST,
                totalmessageprice DESC NULLS LAST,
                totalcarrierfee DESC NULLS LAST,
                totalmessageparts DESC NULLS LAST,
                messagerequesttimestamp ASC NULLS LAST,
                originationphonenumber ASC NULLS LAST,
                destinationphonenumber ASC NULLS LAST,
                isocountrycode ASC NULLS LAST,
                messageencoding ASC NULLS LAST,
                messagetype ASC NULLS LAST
        ) AS place
    FROM sms_events
    WHERE
        messageid IS NOT NULL
        AND datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')
)

SELECT
    messageid AS message_id,
    CAST(from_unixtime(eventtimestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    eventtype AS event_type,
    messagestatus AS message_status,
    messagestatusdescription AS message_status_description,
    isfinal AS is_final,
    originationphonenumber AS origination_phonenumber,
    destinationphonenumber AS destination_phonenumber,
    isocountrycode AS iso_countrycode,
    messageencoding AS message_encoding,
    messagetype AS message_type,
    CAST(totalmessageparts AS bigint) AS total_messageparts,
    totalmessageprice AS total_messageprice,
    totalcarrierfee AS total_carrierfee,
    CAST(from_unixtime(messagerequesttimestamp / 1e3) AS timestamp(3))
        AS time_requested,
    CASE
        WHEN isfinal THEN CAST(eventtimestamp - messagerequesttimestamp AS double) / 1000
    END AS seconds_to_final
FROM states
WHERE place = 1

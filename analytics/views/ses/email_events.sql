-- One row per stored event of an email; an event that SES sent twice has two. Times are UTC.
-- Reject and Rendering Failure have no time of their own: theirs is that of the email.
-- recipients: whom the event is about; NULL for opens and clicks of a message that several people got.
SELECT
    mail.messageid AS message_id,
    eventtype AS event_type,
    CAST(try(from_iso8601_timestamp(coalesce(
        CASE eventtype
            WHEN 'Delivery' THEN delivery."timestamp"
            WHEN 'Open' THEN open."timestamp"
            WHEN 'Click' THEN click."timestamp"
            WHEN 'Bounce' THEN bounce."timestamp"
            WHEN 'Complaint' THEN complaint."timestamp"
            WHEN 'DeliveryDelay' THEN deliverydelay."timestamp"
            WHEN 'Subscription' THEN subscription."timestamp"
        END,
        mail."timestamp"
    ))) AS timestamp(3)) AS happened_at,
    mail.commonheaders.subject,
    element_at(element_at(mail.tags, 'ses:configuration-set'), 1) AS configuration_set,
    array_join(array_sort(array_distinct(mail.destination)), ', ') AS destination,
    CASE
        WHEN eventtype = 'Delivery' THEN delivery.recipients
        WHEN eventtype = 'Bounce' THEN transform(bounce.bouncedrecipients, r -> r.emailaddress)
        WHEN eventtype = 'Complaint' THEN transform(complaint.complainedrecipients, r -> r.emailaddress)
        WHEN eventtype = 'DeliveryDelay' THEN transform(deliverydelay.delayedrecipients, r -> r.emailaddress)
        WHEN eventtype IN ('Open', 'Click') AND cardinality(mail.destination) > 1 THEN NULL
        ELSE mail.destination
    END AS recipients,
    bounce.bouncetype AS bounce_type,
    bounce.bouncesubtype AS bounce_subtype,
    complaint.complaintfeedbacktype AS complaint_feedbacktype,
    reject.reason AS reject_reason,
    failure.errormessage AS rendering_error
FROM ses_events
WHERE datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')

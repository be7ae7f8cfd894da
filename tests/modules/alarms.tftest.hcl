# The internal building block for alarms: names, descriptions, whom they notify, and sums of several metrics.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  names_begin = "shop-spring"
}

run "what_is_not_said" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    alarms = {
      letters = {
        what       = "letters wait"
        namespace  = "AWS/SQS"
        metric     = "ApproximateNumberOfMessagesVisible"
        dimensions = { QueueName = "letters" }
        statistic  = "Maximum"
        threshold  = 0
      }
    }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["letters"].alarm_name == "shop-spring-letters" && aws_cloudwatch_metric_alarm.this["letters"].alarm_description == "shop-spring: letters wait. Runbook: docs/runbooks/letters.md"
    error_message = "Whoever reads the name finds the page: ${aws_cloudwatch_metric_alarm.this["letters"].alarm_description}"
  }
  assert {
    condition     = join(" ", [for alarm in [aws_cloudwatch_metric_alarm.this["letters"]] : "${alarm.namespace} ${alarm.statistic} ${alarm.metric_name} ${alarm.dimensions.QueueName} ${alarm.period} ${alarm.comparison_operator} ${alarm.threshold} ${alarm.evaluation_periods}"]) == "AWS/SQS Maximum ApproximateNumberOfMessagesVisible letters 300 GreaterThanThreshold 0 1"
    error_message = "It does not watch what the caller described."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["letters"].treat_missing_data == "notBreaching" && aws_cloudwatch_metric_alarm.this["letters"].datapoints_to_alarm == null && length(aws_cloudwatch_metric_alarm.this["letters"].metric_query) == 0
    error_message = "Where nothing is reported nothing is wrong; all periods count."
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this["letters"].alarm_actions) + length(aws_cloudwatch_metric_alarm.this["letters"].ok_actions) == 0
    error_message = "Without a topic nobody is notified."
  }
  assert {
    condition     = jsonencode(output.arns) == jsonencode({ letters = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:mock" })
    error_message = "The ARNs are by key: ${jsonencode(output.arns)}"
  }
}

run "everything_said" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:111122223333:on-call"
    tags            = { team = "growth" }
    alarms = {
      one = {
        subject            = "stream"
        what               = "calls fail"
        runbook            = "calls"
        namespace          = "AWS/Firehose"
        metric             = "ExecuteProcessing.Success"
        dimensions         = { DeliveryStreamName = "stream" }
        statistic          = "Average"
        period             = 60
        evaluation_periods = 5
        datapoints         = 3
        threshold          = 1
        comparison         = "LessThanThreshold"
        missing            = "breaching"
      }
      several = {
        what       = "runs fail"
        namespace  = "AWS/States"
        sum        = { id = "unsuccessful", label = "Runs without success", metrics = ["ExecutionsTimedOut", "ExecutionsFailed"] }
        dimensions = { StateMachineArn = "machine" }
        statistic  = "Sum"
        period     = 900
        threshold  = 2
      }
    }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["one"].alarm_name == "shop-spring-one" && aws_cloudwatch_metric_alarm.this["one"].alarm_description == "stream: calls fail. Runbook: docs/runbooks/calls.md"
    error_message = "The subject and the page are another: ${aws_cloudwatch_metric_alarm.this["one"].alarm_description}"
  }
  assert {
    condition     = join(" ", [for alarm in [aws_cloudwatch_metric_alarm.this["one"]] : "${alarm.statistic} ${alarm.period} ${alarm.comparison_operator} ${alarm.threshold} ${alarm.datapoints_to_alarm} ${alarm.evaluation_periods} ${alarm.treat_missing_data}"]) == "Average 60 LessThanThreshold 1 3 5 breaching"
    error_message = "It does not fire when the caller said."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : one(alarm.alarm_actions) == var.alarm_topic_arn && one(alarm.ok_actions) == var.alarm_topic_arn && alarm.tags.team == "growth"])
    error_message = "Every alarm, and its end, notifies the topic, and has the tags."
  }
  assert {
    condition     = alltrue([for alarm in [aws_cloudwatch_metric_alarm.this["several"]] : alarm.metric_name == null && alarm.namespace == null && alarm.statistic == null && alarm.period == null && alarm.dimensions == null && alarm.threshold == 2])
    error_message = "CloudWatch takes either a metric or queries."
  }
  assert {
    condition     = join(",", sort([for query in aws_cloudwatch_metric_alarm.this["several"].metric_query : query.id])) == "executionsfailed,executionstimedout,unsuccessful" && join("", [for query in aws_cloudwatch_metric_alarm.this["several"].metric_query : "${query.label} = ${query.expression}" if query.return_data == true]) == "Runs without success = SUM(METRICS())"
    error_message = "The sum alone is compared with the threshold: ${jsonencode(aws_cloudwatch_metric_alarm.this["several"].metric_query)}"
  }
  assert {
    condition     = join(",", sort(flatten([for query in aws_cloudwatch_metric_alarm.this["several"].metric_query : [for metric in query.metric : "${metric.namespace} ${metric.metric_name} ${metric.stat} ${metric.period} ${metric.dimensions.StateMachineArn}"]]))) == "AWS/States ExecutionsFailed Sum 900 machine,AWS/States ExecutionsTimedOut Sum 900 machine"
    error_message = "The metrics that are added up are others."
  }
}

run "neither_metric_nor_sum" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    alarms = { letters = { what = "letters wait", namespace = "AWS/SQS", dimensions = {}, statistic = "Sum", threshold = 0 } }
  }

  expect_failures = [var.alarms]
}

run "a_name_that_aws_would_not_take" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    names_begin = "Shop"
    alarms      = { "the letters" = { what = "letters wait", namespace = "AWS/SQS", metric = "Sent", dimensions = {}, statistic = "Sum", threshold = 0 } }
  }

  expect_failures = [var.names_begin, var.alarms]
}

run "an_unknown_statistic" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    alarms = { letters = { what = "letters wait", namespace = "AWS/SQS", metric = "Sent", dimensions = {}, statistic = "sum", threshold = 0 } }
  }

  expect_failures = [var.alarms]
}

run "an_unknown_comparison" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    alarms = { letters = { what = "letters wait", namespace = "AWS/SQS", metric = "Sent", dimensions = {}, statistic = "Sum", threshold = 0, comparison = ">" } }
  }

  expect_failures = [var.alarms]
}

run "an_unknown_way_with_missing_data" {
  command = plan

  module {
    source = "./modules/alarms"
  }

  variables {
    alarms = { letters = { what = "letters wait", namespace = "AWS/SQS", metric = "Sent", dimensions = {}, statistic = "Sum", threshold = 0, missing = "fine" } }
  }

  expect_failures = [var.alarms]
}

# Invariant I9: two deployments in one account and Region share nothing.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

run "names_are_disjoint" {
  command = plan

  module {
    source = "./tests/modules/two_deployments"
  }

  assert {
    condition     = length(output.names.spring) == length(output.names.autumn) && length(output.names.spring) == 14
    error_message = "Both deployments are complete."
  }
  assert {
    condition     = length(setintersection(output.names.spring, output.names.autumn)) == 0
    error_message = "Both deployments use: ${join(", ", setintersection(output.names.spring, output.names.autumn))}"
  }
}

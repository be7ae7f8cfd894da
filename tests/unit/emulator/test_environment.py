from emulator.environment import emulator_environment

USERS_OWN = {
    "PATH": "/bin",
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ENDPOINT_URL_S3": "http://elsewhere",
    "AWS_CA_BUNDLE": "/ca.pem",
    "NO_PROXY": "intranet",
}


def test_nothing_of_the_users_aws_is_left_but_the_ca_bundle() -> None:
    environment = emulator_environment("http://127.0.0.1:1", base=USERS_OWN)
    assert "production" not in environment.values()
    assert "real" not in environment.values()
    assert "AWS_ENDPOINT_URL_S3" not in environment
    assert (environment["PATH"], environment["AWS_CA_BUNDLE"]) == ("/bin", "/ca.pem")
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == "us-east-1"


def test_loopback_is_reached_without_the_users_proxy() -> None:
    assert emulator_environment("", base=USERS_OWN)["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert emulator_environment("", base={})["no_proxy"] == "127.0.0.1,localhost"


def test_more_settings_win() -> None:
    environment = emulator_environment(
        "", base={}, AWS_ENDPOINT_URL_PINPOINT="http://p", AWS_ACCESS_KEY_ID="k"
    )
    assert environment["AWS_ENDPOINT_URL_PINPOINT"] == "http://p"
    assert environment["AWS_ACCESS_KEY_ID"] == "k"

# Inputs on their way out; none at present. One of two forms, see docs/upgrading:
# - deprecated: it works, and a check of its name warns whoever sets it;
# - retired: a validation refuses it.
# Either way the message names the successor and the version that removes the input, and a test holds it to that.

"""The words every floor may use: plan, states, events, findings, errors, protocols."""

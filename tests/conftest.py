"""One profile for hypothesis: a busy machine is no failure, and a failure is found again by everybody."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "here", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("here")

"""The texts of feedback."""

from __future__ import annotations

THANKS_HELPFUL = "Thank you. I noted that this answer helped."
THANKS_WRONG = "Thank you. I noted that this answer may be wrong or out of date."
ON = "From now on, people in this channel can say if an answer was good."
ALREADY_ON = "People in this channel can already say if an answer was good."
OFF = "I no longer ask in this channel if an answer was good. Earlier answers keep their buttons."
ALREADY_OFF = "I don't ask in this channel if an answer was good."
OFF_IN_CHANNEL = "It is switched off for the channel of this thread, with all its threads. Use /feedback on there."
TITLE = "Feedback"
IS_ON = "On. People can say if an answer was good."
IS_OFF = "Off. I don't ask if an answer was good."
IN_DIRECT = "This is a setting of a channel. Please use /feedback in a channel."

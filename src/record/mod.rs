//! The record of a run: events as lines of JSON, appended and flushed one by one.

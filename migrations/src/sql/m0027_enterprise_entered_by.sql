-- Who entered an enterprise, or gave it the name and place that it has now: somebody else verifies it. Empty for those that are
-- older, and for those that the machine's operator entered.
alter table enterprise add column entered_by {uuid};

-- Whether the two need a couple room; such a room is at one post.
alter table party add column couple_room boolean not null default false
  constraint party_couple_room_at_a_post check (not couple_room or closeness = 'post');

-- How often the devices that an account knows were forgotten, all at once: a reset, an undo of a changed address, a ban. What a device
-- keeps is made of it (accounts/known-device.ts), so with the next number it knows none of them.
alter table accounts add column device_epoch integer not null default 0 check (device_epoch >= 0);

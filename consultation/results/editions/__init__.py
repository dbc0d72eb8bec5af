"""The figures of a day, frozen: everything that leaves the platform is made from one edition."""

"""EHR Desk: the clinical record of an addiction-treatment intensive outpatient program."""

__version__ = "0.1.0"

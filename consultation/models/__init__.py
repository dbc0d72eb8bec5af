"""Every table, one file a family."""

from consultation.models.accounts import Account, AuditEntry, Invitation, Organisation, SignInFailure
from consultation.models.base import Base, random_key
from consultation.models.boxes import Box, BoxEmptying, Idea, SlipBatch
from consultation.models.contacts import Offer, ReplyWish
from consultation.models.editions import Edition
from consultation.models.mail import Mail
from consultation.models.outreach import Campaign, Channel
from consultation.models.paper import HandOut, PrintJob, ScanPage, ScanPile, ScanSheet, SecondEntry, SheetBatch
from consultation.models.plans import Action, FilledBlank, Place, Plan, PlanSource, Priority
from consultation.models.questionnaires import (
    BankQuestion,
    KeptForm,
    Questionnaire,
    QuestionnaireTemplate,
    Recording,
    Version,
)
from consultation.models.replies import CensusCount, ChannelReply, HomeworkQuestion, Reply
from consultation.models.submissions import (
    AnswerImport,
    AnswerSetFile,
    Attachment,
    ChangedSubmission,
    Submission,
    Tally,
    Verbatim,
)
from consultation.models.translations import GlossaryTerm, TranslationLink

__all__ = [
    "Account",
    "Action",
    "AnswerImport",
    "AnswerSetFile",
    "Attachment",
    "AuditEntry",
    "BankQuestion",
    "Base",
    "Box",
    "BoxEmptying",
    "Campaign",
    "CensusCount",
    "ChangedSubmission",
    "Channel",
    "ChannelReply",
    "Edition",
    "FilledBlank",
    "GlossaryTerm",
    "HandOut",
    "HomeworkQuestion",
    "Idea",
    "Invitation",
    "KeptForm",
    "Mail",
    "Offer",
    "Organisation",
    "Place",
    "Plan",
    "PlanSource",
    "PrintJob",
    "Priority",
    "Questionnaire",
    "QuestionnaireTemplate",
    "Recording",
    "Reply",
    "ReplyWish",
    "ScanPage",
    "ScanPile",
    "ScanSheet",
    "SecondEntry",
    "SheetBatch",
    "SignInFailure",
    "SlipBatch",
    "Submission",
    "Tally",
    "TranslationLink",
    "Verbatim",
    "Version",
    "random_key",
]

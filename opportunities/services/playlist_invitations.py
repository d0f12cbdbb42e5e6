"""Co-authors of a playlist: a letter to one person, whose link makes them one, once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import password_validation
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opportunities.models import Playlist, PlaylistAuthor, PlaylistInvitation
from people.models import User

SALT = "playlist-invitation"
LASTS = timedelta(days=30)
MOST_OPEN = 20  # of one playlist


@transaction.atomic
def invite(*, playlist: Playlist, email: str, organisation: str, by: User) -> PlaylistInvitation:
    """Invite one person to write `playlist`. The mail is sent by `send_invitation`.

    Raises: ValidationError: a bad address, somebody invited already, too_many.
    """
    if playlist.invitations.filter(accepted_at=None, withdrawn_at=None).count() >= MOST_OPEN:
        raise ValidationError(_("Too many invitations are open. Withdraw one first."), "too_many")
    invitation = PlaylistInvitation(
        playlist=playlist, email=email.strip().lower(), organisation=organisation, invited_by=by
    )
    invitation.full_clean()
    invitation.save()
    return invitation


def withdraw(*, invitation: PlaylistInvitation) -> None:
    """Make the link of an invitation that nobody used yet worth nothing."""
    PlaylistInvitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=timezone.now())


def token_of(invitation: PlaylistInvitation) -> str:
    """What the link of an invitation carries."""
    return signing.dumps({"invitation": invitation.pk}, salt=SALT)


def read_token(token: str) -> PlaylistInvitation | None:
    """The open invitation of a link; None where it was made up, used, withdrawn or is too old."""
    try:
        told = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    still_open = PlaylistInvitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return still_open.select_related("playlist__city", "invited_by").filter(pk=told["invitation"]).first()


def is_known(invitation: PlaylistInvitation) -> bool:
    """Whether the invited person has an account here."""
    return User.objects.filter(email__iexact=invitation.email).exists()


@transaction.atomic
def accept(*, invitation: PlaylistInvitation, password: str, name: str = "") -> User:
    """Make the invited person a co-author: their account where they have one, else a new one with this password.

    Raises: ValidationError: used (meanwhile), wrong_password, or a password that is too easy.
    """
    locked = PlaylistInvitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise ValidationError(_("This link has been used already."), "used")
    user: User | None = User.objects.filter(email__iexact=locked.email).first()
    if user is None:
        password_validation.validate_password(password, User(email=locked.email))
        user = User.objects.create_user(locked.email, password, first_name=name[:150])
    elif not user.is_active or not user.check_password(password):
        raise ValidationError(_("This is not the password of your account."), "wrong_password")
    PlaylistAuthor.objects.get_or_create(
        playlist_id=locked.playlist_id, user=user, defaults={"organisation": locked.organisation}
    )
    locked.accepted_at = timezone.now()
    locked.save()
    return user


def send_invitation(invitation: PlaylistInvitation) -> bool:
    """Write to the invited person. Returns: whether a mail was sent; none for what was used or withdrawn meanwhile."""
    if invitation.accepted_at or invitation.withdrawn_at:
        return False
    playlist = invitation.playlist
    with translation.override(playlist.city.default_language):
        link = settings.SITE_ADDRESS + reverse("playlist-invitation", args=[token_of(invitation)])
        by = str(invitation.invited_by or playlist.city.label)
        told = {"by": by, "name": playlist.label, "link": link, "days": LASTS.days}
        send_mail(
            _("Write the playlist “%(name)s” with us") % told,
            _(
                "%(by)s invites you to write the playlist “%(name)s” together.\n\n"
                "Open this link to begin. It works once, within %(days)d days:\n%(link)s\n\n"
                "If you do not want to, you need do nothing."
            )
            % told,
            None,
            [invitation.email],
        )
    return True

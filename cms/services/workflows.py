"""Moderation of a city's pages: who writes without the right to publish submits, an editor of the city approves."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask


def moderate(pages: Iterable[Page], editors: Group) -> Workflow:
    """Let what is submitted below `pages` wait for one of `editors`; what is there stays as it is."""
    task = GroupApprovalTask.objects.filter(groups=editors).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=editors.name)
        task.groups.add(editors)
    made = WorkflowTask.objects.filter(task=task).select_related("workflow").first()
    workflow: Workflow = made.workflow if made else Workflow.objects.create(name=editors.name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    for page in pages:
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    return workflow

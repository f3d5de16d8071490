import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SecondPersonTask',
            fields=[
                ('groupapprovaltask_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.groupapprovaltask')),
            ],
            options={
                'verbose_name': 'approval by a second person',
                'verbose_name_plural': 'approvals by a second person',
            },
            bases=('wagtailcore.groupapprovaltask',),
        ),
        migrations.AddField(
            model_name='nationalline',
            name='held_back',
            field=models.CharField(blank=True, help_text='Why the public must not see this line. Empty: it is shown.', max_length=150),
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('approval', 'Approved by a second person'), ('first_load', 'Loaded from the reviewed files'), ('withdrawal', 'Withdrawn at once')], max_length=20)),
                ('key', models.CharField(db_index=True, max_length=100)),
                ('name', models.CharField(max_length=120)),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('made_by', models.JSONField(default=list)),
                ('approved_by', models.CharField(blank=True, max_length=200)),
                ('source', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('revision_id', models.PositiveBigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('took_effect_at', models.DateTimeField(blank=True, null=True)),
                ('approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', ''), ('kind', 'approval'), _negated=True), name='an_approval_names_the_second_person')],
            },
        ),
    ]

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0004_checks_and_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='FinderCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(choices=[('not_found', 'No place of that name, nor one like it'), ('not_a_postcode', 'Looks like a postcode, but there is none such'), ('suggestions', 'No such place; places with a name like it were offered'), ('outside_scotland', 'A place outside Scotland'), ('empty', 'Nothing was typed')], max_length=20)),
                ('count', models.PositiveIntegerField(default=0, verbose_name='how often')),
            ],
            options={
                'ordering': ['-day', 'reason'],
                'constraints': [models.UniqueConstraint(fields=('day', 'reason'), name='one_count_a_day_and_reason')],
            },
        ),
    ]

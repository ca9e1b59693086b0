# What `rails db:migrate` and `rails db:rollback` do, without the rest of Rails: ruby migrate.rb [rollback]
require "active_record"
require_relative "online_alter"

ActiveRecord::Base.establish_connection(ENV.fetch("DATABASE_URL"))
ActiveRecord::SchemaDumper.ignore_tables = [/\A_oa_/, /_oa_[a-z2-9]{8}_(new|old)\z/]  # not into db/schema.rb
migrations = ActiveRecord::MigrationContext.new(File.join(__dir__, "db/migrate"), ActiveRecord::SchemaMigration)
ARGV.first == "rollback" ? migrations.rollback : migrations.migrate

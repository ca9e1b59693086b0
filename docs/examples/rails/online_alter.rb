# Migrations that alter a table online. Put it into lib/, require it, and say `include OnlineAlter` in a migration.
module OnlineAlter
  def online_alter(statement, *options)
    place = ActiveRecord::Base.connection_db_config.configuration_hash
    where = "mysql://#{place[:username]}@#{place.fetch(:host, "127.0.0.1")}:#{place.fetch(:port, 3306)}/#{place[:database]}"
    execute "SET SESSION wait_timeout = 864000" # Rails' own session, which holds the migrations' lock, is idle meanwhile
    say_with_time("online-alter: #{statement}") do
      environment = { "ONLINE_ALTER_DSN" => where, "MYSQL_PWD" => place[:password].to_s }
      system(environment, "online-alter", "sql", "--cleanup", *options, statement, exception: true)
    end
  end
end

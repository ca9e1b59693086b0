class WidenName < ActiveRecord::Migration[6.1]
  include OnlineAlter

  def up
    online_alter "ALTER TABLE customers MODIFY name VARCHAR(200) NOT NULL, ADD INDEX by_name (name)", "--min-rows", "10000"
  end

  def down
    online_alter "ALTER TABLE customers DROP INDEX by_name, MODIFY name VARCHAR(20) NOT NULL"
  end
end

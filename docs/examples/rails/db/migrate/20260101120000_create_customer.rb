class CreateCustomer < ActiveRecord::Migration[6.1]
  def change
    create_table :customers, id: :integer do |t|
      t.string :name, limit: 20, null: false
    end
  end
end

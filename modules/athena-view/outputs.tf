output "view_names" {
  description = "Names of the views, sorted."
  value       = sort([for view in aws_glue_catalog_table.view : view.name])
}

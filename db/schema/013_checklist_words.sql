-- What the customer says yes to is "agreed" in every Chinese text; a workshop that has its own words keeps them.
UPDATE checklist_item SET text_zh = '客户同意的项目全部完成，无未经同意的项目'
WHERE level = 'qc' AND item = 'authorised_done' AND text_zh = '授权项目全部完成，无未授权项目';
